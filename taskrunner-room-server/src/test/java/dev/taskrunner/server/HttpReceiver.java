package dev.taskrunner.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An HTTP server that writes down what it is sent and answers as told. */
final class HttpReceiver implements AutoCloseable {
    /** A request as it came. */
    record Received(String method, String path, Map<String, String> headers, String body) {}

    final BlockingQueue<Received> requests = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "{\"ok\": true}";
    private volatile boolean silent;

    HttpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    HttpReceiver answering(int code, String body) {
        status = code;
        answer = body;
        return this;
    }

    HttpReceiver silent() {
        silent = true;
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        requests.add(new Received(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
        if (!silent) {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            if (status / 100 == 3) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/moved");
            }
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    Received next() {
        try {
            Received received = requests.poll(20, TimeUnit.SECONDS);
            if (received == null) {
                throw new AssertionError("no request came");
            }
            return received;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
