FROM python:3.11-slim AS builder

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source

# The locked packages first: this layer stays until the lock changes.
COPY requirements/ requirements/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-deps --require-hashes -r requirements/run.txt \
    && pip install --no-deps --require-hashes -r requirements/build.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot/ bot/
COPY cogs/ cogs/
COPY sandbox/ sandbox/
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /venv/bin/pip install --no-deps --no-index /wheels/*.whl


FROM python:3.11-slim

RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin darkroom \
    && install -d -o darkroom -g darkroom /app/data

COPY --from=builder /venv /venv

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DARKROOM_WEB__LISTEN=0.0.0.0:8080

# The database and the pictures are relative to the working directory: /app/data.
WORKDIR /app
VOLUME /app/data
EXPOSE 8080
USER 10001

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]

# SIGTERM: the bot finishes the writes in hand and leaves the rest to the next start.
STOPSIGNAL SIGTERM
ENTRYPOINT ["darkroom"]
CMD ["run"]
