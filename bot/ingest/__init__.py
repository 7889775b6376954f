"""Where articles come from: bytes to Articles, guarded fetching, polling of feeds.

Reading (`read`, `jsonin`) is free of the network; `fetch` is the only way out; `polling` joins both. Nothing
here knows what an issue or an alert is: articles are handed on through a callable.
"""
