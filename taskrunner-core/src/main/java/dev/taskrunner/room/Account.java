package dev.taskrunner.room;

import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * On whose account nested asks go: the task or tool call that they are made for, and what is left of its budget. The server has
 * the last word on the budget, since it sees the whole tree; this side refuses what the server would.
 */
final class Account {
    /** The id of the task, or of the push of the tool call, on the link that it came over. */
    private final String parent;

    private final AtomicInteger callsLeft;

    Account(String parent, Delegation delegation) {
        this.parent = parent;
        this.callsLeft = new AtomicInteger(delegation.callsLeft());
    }

    String parent() {
        return parent;
    }

    /** What is left, before the next ask. */
    int callsLeft() {
        return Math.max(0, callsLeft.get());
    }

    /** Counts one ask, or refuses it. */
    void spend(Delegation delegation) {
        if (callsLeft.getAndUpdate(left -> left > 0 ? left - 1 : 0) <= 0) {
            throw new TaskException(
                    ErrorCode.DELEGATION_REFUSED,
                    "the budget of asks is spent (chain: " + String.join(" -> ", delegation.chain()) + ")");
        }
    }
}
