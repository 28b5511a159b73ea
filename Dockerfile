# syntax=docker/dockerfile:1
# The taskrunner command as an image: a room server unless told otherwise.
#
#   docker build -t taskrunner .
#   docker run -p 8080:8080 -v taskrunner-data:/data -e MESHAGENT_SECRET=… taskrunner
FROM eclipse-temurin:21-jdk-jammy AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -pl taskrunner-cli -am package \
      -Dmaven.test.skip=true -Dspotless.check.skip=true -Denforcer.skip=true -Dmaven.javadoc.skip=true

FROM eclipse-temurin:21-jre-jammy
RUN groupadd --system --gid 10001 taskrunner \
    && useradd --system --uid 10001 --gid taskrunner --home-dir /data --shell /usr/sbin/nologin taskrunner \
    && install -d -o taskrunner -g taskrunner -m 700 /data
COPY --from=build --chown=root:root /src/taskrunner-cli/target/taskrunner.jar /opt/taskrunner/taskrunner.jar
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "/opt/taskrunner/taskrunner.jar"]
CMD ["server", "--host", "0.0.0.0", "--port", "8080", "--data", "/data"]
