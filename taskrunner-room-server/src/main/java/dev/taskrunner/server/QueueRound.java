package dev.taskrunner.server;

import dev.taskrunner.TaskException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows from one step on queues: answers once it is on disk, and who else is to hear that it failed. Owner: the ledger's
 * thread.
 */
final class QueueRound {
    private final List<Runnable> answers = new ArrayList<>();
    private final List<Taker> served = new ArrayList<>();
    private final Map<Taker, String> waiting = new HashMap<>(); // by queue

    void answer(Runnable answer) {
        answers.add(answer);
    }

    void serves(Taker taker) {
        served.add(taker);
    }

    void waits(Taker taker, String queue) {
        waiting.put(taker, queue);
    }

    void succeeded() {
        answers.forEach(Runnable::run);
    }

    /** Who had to wait has its answer by this, so that a message that came later would be lost on it. */
    void failed(TaskException problem, TakerLines takers) {
        served.forEach(taker -> taker.reply.error(problem));
        waiting.forEach((taker, queue) -> takers.remove(queue, taker));
    }
}
