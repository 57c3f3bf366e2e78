"""gunicorn's settings for a demo: `gunicorn -c gunicorn.conf.py app:demo`."""

bind = "127.0.0.1:8000"
# About one for each core; one for a model that fills a graphics card.
workers = 2
# A thread waits with each visitor's function and costs some 30 kB; too few make everybody wait.
worker_class = "gthread"
threads = 64
# A worker that says nothing for this long is killed. With threads, a long function is no silence.
timeout = 120
# What a stop waits for: functions that still run after it are ended, and may be submitted again.
graceful_timeout = 30
# nginx speaks of the visitor's https in X-Forwarded-Proto, which request.url repeats.
forwarded_allow_ips = "127.0.0.1"
# A socket in the home folder, which a service has none of.
control_socket_disable = True
