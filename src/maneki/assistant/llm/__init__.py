"""Everything that knows the library that speaks with language models.

Loading it takes seconds and needs the extra `llm`, so nothing imports this folder at the start:
`assistant/agent.py` does, in a thread, when a model is asked for the first time.
"""
