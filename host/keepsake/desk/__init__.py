"""The desk: what an organisation runs that receives sealed copies from many people.

PostgreSQL holds its state, its log and its queue, an S3 store with Object Lock the copies; any
number of web processes and workers share both and hold nothing themselves. None of it is part of a
person's program, which knows only `keepsake.core.desk`.
"""
