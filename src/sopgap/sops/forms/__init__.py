"""The forms a norm takes: modals, passives, steps, rows, the present tense."""
