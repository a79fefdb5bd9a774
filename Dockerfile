# docker build -t spikelab .
# docker run --rm -v "$PWD:/work" spikelab            the quick start; runs are kept in ./Results
# docker run --rm -v "$PWD:/work" -v DATA:/data -e SPIKELAB_DATA=/data spikelab train Configs/mnist-mlp-lfp.json
FROM swift:6.3-bookworm AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends zlib1g-dev libcurl4-openssl-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN Distribution/release.sh /out

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libcurl4 libstdc++6 zlib1g \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/spikelab /usr/local/bin/spikelab
WORKDIR /work
ENTRYPOINT ["spikelab"]
