"""One module for each surface; `register(app, services, after)` attaches its listeners.

A listener reads the payload, makes one short call to the services, acks, and hands Slack's part to `after`. What the
services refuse simply raises: `errors` acks and tells the person.
"""
