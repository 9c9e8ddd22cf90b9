"""The skills' own instructions, loaded when one is used."""

from collections.abc import Mapping
from typing import get_args

from agent.tools.arguments import NameArguments, SkillName
from agent.tools.errors import Wrong, WrongArguments
from agent.world import World
from semantic.suggest import nearest
from semantic.warehouse import Asker
from skills.loader import Skill, builtin

RUNNABLE: tuple[str, ...] = get_args(SkillName)
MOST_OF_A_SKILL = 6000


def load_skill(given: NameArguments, _principal: Asker, world: World) -> str:
    """The body of a skill, at most 6,000 characters. Raises WrongArguments for an unknown name."""
    known = skills(world)
    if given.name not in known:
        near = nearest(given.name, known) or tuple(known)
        raise WrongArguments([Wrong("name", "there is no such skill", near)])
    return known[given.name].body[:MOST_OF_A_SKILL]


def skills(world: World) -> Mapping[str, Skill]:
    """The skills that come with Retainer and those of the workspace, by name."""
    return {skill.name: skill for skill in (*builtin(), *world.skills)}
