package dev.taskrunner.benchmarks;

import java.net.URI;

/**
 * Where a server is, and what lets the two ends in.
 *
 * @param uri the room, or the root of a relay
 * @param callerToken the caller's
 * @param runnerToken the runner's
 */
record Endpoint(URI uri, String callerToken, String runnerToken) {
    static final String NO_TOKEN = "-";

    String line() {
        return uri + " " + callerToken + " " + runnerToken;
    }

    static Endpoint parse(String line) {
        String[] words = line.split(" ");
        return new Endpoint(URI.create(words[0]), words[1], words[2]);
    }
}
