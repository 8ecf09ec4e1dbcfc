# One image that runs the product: embedded database and offline engines by default, DATABASE_URL and keys where given.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt requirements-run.txt pyproject.toml hatch_build.py README.md LICENSE ./
COPY web web
COPY pipeline pipeline
COPY clients clients
COPY server server
COPY sql sql
RUN python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt \
 && /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .
# What runs needs no compiler, no Node and no test tools: only what the wheel asks for, at the same versions and hashes.
RUN python -m venv /opt/adventure \
 && /opt/adventure/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-run.txt \
 && /opt/adventure/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 adventure && mkdir /data && chown adventure /data && chmod 700 /data
COPY --from=build /opt/adventure /opt/adventure
USER adventure
ENV PATH=/opt/adventure/bin:$PATH ADVENTURE_HOST=0.0.0.0 ADVENTURE_DATA=/data ADVENTURE_LOG_FORMAT=json
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"
CMD ["adventure-art", "serve"]
