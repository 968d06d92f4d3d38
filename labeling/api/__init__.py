"""The HTTP door to the verbs: views parse, call one verb, and answer."""
