"""How many customers of each cohort came back, period by period."""
