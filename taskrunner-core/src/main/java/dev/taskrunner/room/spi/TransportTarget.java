package dev.taskrunner.room.spi;

import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a transport connects to, and how. Its text never shows the token.
 *
 * @param uri the room, {@code ws} or {@code wss}, with the token in its query
 * @param headers sent with the upgrade
 * @param tls for {@code wss}; null for the JVM's default
 * @param proxy to go through; null for none
 * @param connectTimeout from the first packet to the open connection
 */
public record TransportTarget(
        URI uri,
        Map<String, String> headers,
        @Nullable SSLContext tls,
        @Nullable Proxy proxy,
        Duration connectTimeout) {

    /**
     * Copies the headers.
     *
     * @param uri the room, {@code ws} or {@code wss}, with the token in its query
     * @param headers sent with the upgrade
     * @param tls for {@code wss}
     * @param proxy to go through
     * @param connectTimeout from the first packet to the open connection
     */
    public TransportTarget {
        headers = Map.copyOf(headers);
    }

    /** Scheme, host, port and path only. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
    }
}
