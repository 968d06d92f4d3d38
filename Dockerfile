# One image for web and workers; docker-compose.yml says which runs what.
FROM python:3.11-slim AS base
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
COPY requirements ./requirements
RUN pip install -c requirements/constraints.txt -r requirements/web.txt

# The frontend is built with the same pinned Node as everywhere else.
FROM base AS frontend
RUN pip install -c requirements/constraints.txt -r requirements/build.txt
COPY frontend ./frontend
RUN cd frontend && npm ci --no-audit --no-fund && npm run build

FROM base AS web
COPY --from=frontend /app/frontend/dist ./frontend/dist
COPY manage.py ./
COPY annotator ./annotator
COPY labeling ./labeling
COPY ml_assist ./ml_assist
RUN useradd --create-home maskwright && mkdir /data && chown maskwright /data
USER maskwright
ENV MASKWRIGHT_VAR=/data
EXPOSE 8000
CMD ["gunicorn", "annotator.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--timeout", "120", "--no-control-socket"]

# The workers that need torch.
FROM web AS ml
USER root
RUN pip install -c requirements/constraints.txt -r requirements/ml.txt
USER maskwright
CMD ["celery", "-A", "annotator", "worker", "-Q", "gpu", "--pool", "solo"]
