package dev.taskrunner.testing;

import dev.taskrunner.AskOptions;

/** Asks that hand over a toolkit. */
final class AskTools {
    private AskTools() {}

    static AskOptions named(String toolkit, String... tools) {
        return AskOptions.builder().toolkit(toolkit, tools).build();
    }
}
