FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/shopguide ./cmd/shopguide && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/shopguide /shopguide
# A new volume takes over the owner of the folder that it is mounted on.
COPY --from=build --chown=nonroot:nonroot /out/data /data
ENV SHOPGUIDE_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/shopguide"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
