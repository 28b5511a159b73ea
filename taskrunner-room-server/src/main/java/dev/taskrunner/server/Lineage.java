package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.room.ApiScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a new ask or tool call comes from, and what follows from that: the chain of runners, the budget that it shares, the time
 * that is left, and whose rights bound it. Immutable; made and used under the room's lock.
 *
 * <p>A caller that names the task it works for is taken at its word only if it does work on that task. One that says nothing at
 * all, as classic peers do, is taken to work for the task it got last: that counts for depth, budget and circles, but, being
 * a guess, neither for time and cancellation nor for rights.
 *
 * @param parent the job that this one is made for; null for none
 * @param guessed whether the parent is a guess
 * @param chain the names of the runners that led here, the root first
 * @param tree whose budget is spent
 * @param hops how many asks and tool calls led here
 */
record Lineage(@Nullable Job parent, boolean guessed, List<String> chain, AskTree tree, int hops) {

    static Lineage of(Session caller, Extension said, int maxCalls) {
        Job parent = named(caller, said);
        boolean guessed = parent == null && said.equals(Extension.NONE);
        if (guessed) {
            parent = caller.work.newestTask();
        }
        if (parent != null) {
            return new Lineage(parent, guessed, parent.chain(), parent.lineage.tree(), parent.lineage.hops() + 1);
        }
        Integer calls = said.callsLeft();
        AskTree tree = new AskTree(calls == null ? maxCalls : Math.min(calls, maxCalls));
        return new Lineage(null, false, said.chain(), tree, said.chain().size());
    }

    private static @Nullable Job named(Session caller, Extension said) {
        if (said.parent() == null) {
            return null;
        }
        Job job = caller.work.job(said.parent());
        if (job == null) {
            throw new TaskException(
                    ErrorCode.DELEGATION_REFUSED,
                    "the task that this is done for is over; what outlives its task is asked on one's own account");
        }
        return job;
    }

    /** The job that ends this one when it is given up. */
    @Nullable
    Job owner() {
        return guessed ? null : parent;
    }

    /** When the job that this one is made for must be done; null without one. */
    @Nullable
    Instant end() {
        return guessed || parent == null ? null : parent.end;
    }

    /** For whom this is done when the caller does not say. */
    @Nullable
    Session principal() {
        return guessed || parent == null ? null : parent.principal();
    }

    /** Whoever does something for another has no more rights than that one, nor than those before it in the chain. */
    List<ApiScope> bounds(Session caller, @Nullable Session onBehalfOf) {
        List<ApiScope> bounds = new ArrayList<>();
        if (!guessed && parent != null) {
            bounds.addAll(parent.bounds);
        } else {
            bounds.add(caller.scope);
        }
        if (onBehalfOf != null && !bounds.contains(onBehalfOf.scope)) {
            bounds.add(onBehalfOf.scope);
        }
        return bounds;
    }
}
