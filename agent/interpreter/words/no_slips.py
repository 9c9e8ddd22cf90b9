"""English words that are one slip from a word of the grammar, and yet are what was meant.

Of the 30,000 commonest, those that `typos` would change: "shipping" is no slip of "skipping".
"""

_WORDS = """
    abide abort acquires addressed analyst annals antibodies apologise apologised apologized
    apologizes appreciative augusta baring batter batters beater bets bitter bleak boeing
    boring bras bread briggs brine brink broker brokers bugger butter calculator calculators
    capital capitals chance chances channing chant chanted chanting chants charge charged
    charges charging charm charms cheek cheery chick chicks chuck codes coding coles combines
    combing combs comet comets comey commanding commenting comms commute companions compassion
    cones contract contracts coping cores counter countering counters courting cuts dairy
    daisy daring deceased derail detain developed doping dose doses dying eighth enact excerpt
    excerpts excise fallon fever fifth fifths figured fitch folds forge forged forgot forks
    form forms forth france frances francis franco frank franks franz gaines generation
    generations giles glowing graceful grape grapes groan groin groping growl halle halls
    hating hells improvised individuality individuals informatics informative interacted
    intercepted kindle lager lakers lander laser lasers latent latex latter lauded layer
    layers leapt leash lending lever levers licked lien lifts lined linked liter liters lived
    loading locking locks loner looming looms looping loops loosing looting loser losers lover
    lovers maker makers males mali marco marcos mares marking markings marsh marshes masking
    match matches mating maximus melting menus midway minds mints moaning monet monkey monkeys
    monte mooney mourning mouth mouths mover movers mowing needy nerds otter otters paced
    parton pats pearson peers percentile perforated performer performers persona phony pierson
    places placid plated played ponds possibly precious preservation pretending proceeding
    proceedings promotions prone proposition propositions pryor purchaser purchasers quack
    quartet quirk racked rallies rally ranged realty receiver receivers recorder recorders
    reilly remote reporter reporters repost resort resorted resorts retailer retailers
    retained rewind rosen salute scare scares scent scents score scores sealing seats semen
    serves sever severn shade shades shaft shafts shake shakes shame shane shape shapes shard
    shards shark sharks sharp sharpe shave shawl shawn shell shelling shells shifter shipping
    shire shirt shirts shoes shots shoving sides sipping skill skills slade slice slices
    slider sliders slime slipping slowing slows small smart smelling snare snowing snuff
    sowing spare spares speed speeds spelling spelt spill spills spore spores stabs staff
    staffs staring stark starr starring startling starving state states stating status stays
    stealing steven stevens stiff stiles stirling stoke stokes stole stone stones stool stools
    stoop stories storm storms story stove stoves strand strands strangest strap straps stripe
    stripes stuart stuck swelling swift swore tablet tablets taken taker takers tales tanks tapes
    taxes thirsty thong thorough though threw tides tiles timed timer timers tires tonal
    training tread trent trough tying vague valve valves verses waited waits wanda wander
    wandered wandering wanders warts wasted watts weakly weaknesses whale whales whereas while
    world worlds wound wounds quantify stale
    talk talks talking walking sleeping sleepers
    weigh weighs weighed weighing
"""
NO_SLIPS = frozenset(_WORDS.split())
