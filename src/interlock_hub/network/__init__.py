"""Who makes: townships, factories, lines, skills, machines, tables and calendars, declared capacity."""
