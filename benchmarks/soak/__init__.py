"""Real journeys at saturation, with faults in between, every answer checked."""
