package dev.taskrunner.server;

/**
 * What all asks that one ask led to have in common: how many more there may be. Owner: the room of its jobs, whose lock guards
 * it.
 */
final class AskTree {
    private int callsLeft;

    AskTree(int calls) {
        callsLeft = calls;
    }

    int callsLeft() {
        return callsLeft;
    }

    void spend() {
        callsLeft--;
    }
}
