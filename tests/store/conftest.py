from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__
