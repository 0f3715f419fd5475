# The app with PyTorch's build for processors. At the top of the clone, where `docker build .` looks
# for it; compose.yaml starts two of it behind nginx. docs/server/deploy.md has the steps.

FROM python:3.11-slim-bookworm AS builder
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /src
RUN python -m venv /opt/app
ENV PATH=/opt/app/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# First what changes seldom: the pinned torch without CUDA, which spares 2.5 GB, is a layer of its own.
COPY requirements.txt ./
RUN grep -E '^torch(vision)?==' requirements.txt \
    | xargs pip install --index-url https://download.pytorch.org/whl/cpu
COPY . .
RUN pip install --constraint requirements.lock '.[redis]'

# What only those need who build against these packages or test them: 220 MB.
RUN site=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
    && pip uninstall --yes setuptools pip \
    && find "$site" -type d -name tests -prune -exec rm -r {} + \
    && find "$site/torch/bin" -type f ! -name torch_shm_manager -delete \
    && rm -r "$site/torch/include" "$site/torch/test"

# Every page is opened and a model trained once: the build fails here if something is missing, and
# what Python has compiled meanwhile (90 MB of 310) spares each start two seconds.
RUN XDG_DATA_HOME=/tmp/tried python deploy/try_all.py


FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Latent Space Explorer" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --home-dir /data explorer \
    && install --directory --owner=explorer --group=explorer /data
COPY --from=builder /opt/app /opt/app
# /data holds all that is to be kept: own runs, the queue, classes, the operator's secret, datasets.
ENV PATH=/opt/app/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data \
    VAE_DATA_DIR=/data/datasets \
    VAE_LIMITS=/etc/latent-explorer/limits.toml
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; base = os.environ.get('STREAMLIT_SERVER_BASE_URL_PATH', '').strip('/'); r.urlopen('http://127.0.0.1:8501/' + (base + '/' if base else '') + '_stcore/health', timeout=4)"]
ENTRYPOINT ["latent-explorer"]
CMD ["app", "--headless", "--address", "0.0.0.0", "--port", "8501"]
