"""Several processes that match by one index.

    this process  -- changes, "renew", "fork" -->  fork server  -- forks -->  workers
                  -- changes, questions ---------------------------------->
                  <-- who fits, as arrays of ordinals ---------------------

Forking a program that has threads, an event loop and connections is not safe: whatever lock
another thread holds is held for ever in the child. So the program forks once, when it has loaded
its filters and nothing else: the *fork server* (`server.py`), which has one thread, no connection,
and the index as it was then, sharing its memory. Whenever a *worker* (`worker.py`) is wanted, at
the start, in place of one that died, or after the index was laid anew, the fork server forks.

All lines are socket pairs (`wire.py`), on which everything arrives in the order it was sent in. The
fork server is told every change of the index, and each worker those since it was forked: it is
wanted by a message among the changes, so it is clear which ones these are. Whoever is asked has
made all changes that were made here, and as ordinals depend on nothing but these, they mean the
same filters everywhere. With each answer comes how many changes it is based on; one that differs
is not believed.

What a worker was asked and did not answer, since it died or took too long, is for whoever asked
(`pool.py`). A process whose line ends, because this one has ended, ends too.
"""
