package dev.taskrunner.server.web;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** Numbers in the text format of Prometheus. They name no room and nobody. Thread-safe. */
final class Metrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final WebHost host;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    Metrics(WebHost host) {
        this.host = host;
    }

    void request() {
        requests.incrementAndGet();
    }

    void refusal() {
        refusals.incrementAndGet();
    }

    String text() {
        List<WebHost.RoomCount> rooms = host.rooms();
        StringBuilder text = new StringBuilder();
        gauge(text, "rooms", "Open rooms", rooms, room -> 1);
        gauge(text, "participants", "Connections to rooms", rooms, WebHost.RoomCount::participants);
        gauge(text, "agents", "Registered runners", rooms, WebHost.RoomCount::agents);
        gauge(text, "running", "Asks and tool calls that wait for an answer", rooms, WebHost.RoomCount::running);
        add(text, "http_requests_total", "Requests to the page and the HTTP API", "counter", requests.get());
        add(text, "http_refusals_total", "Those of them that were refused at once", "counter", refusals.get());
        return text.toString();
    }

    private static void gauge(
            StringBuilder text,
            String name,
            String help,
            List<WebHost.RoomCount> rooms,
            ToLongFunction<WebHost.RoomCount> value) {
        add(text, name, help, "gauge", rooms.stream().mapToLong(value).sum());
    }

    private static void add(StringBuilder text, String name, String help, String type, long value) {
        String full = "taskrunner_" + name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        text.append(full).append(' ').append(value).append('\n');
    }
}
