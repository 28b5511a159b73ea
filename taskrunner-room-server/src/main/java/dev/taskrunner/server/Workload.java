package dev.taskrunner.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered jobs of one participant, as caller and as worker, oldest first. Owner: its session; the room's lock guards
 * everything. Never decides anything, only remembers.
 */
final class Workload {
    private final Map<Long, Job> asked = new LinkedHashMap<>(); // by the id of the caller's request
    private final Map<String, Job> tasks = new LinkedHashMap<>(); // to do, by task id
    private final Map<Long, Job> calls = new LinkedHashMap<>(); // to do, by the id of the push
    private final Map<String, Job> streams =
            new LinkedHashMap<>(); // asked with streamed input, by the caller's name for it

    static void add(Job job) {
        job.caller.work.asked.put(job.requestId, job);
        Job owner = job.lineage.owner();
        if (owner != null) {
            owner.children.add(job);
        }
        if (job.terms.streamsInput() && job.terms.toolCallId() != null) {
            job.caller.work.streams.put(job.terms.toolCallId(), job);
        }
        if (job.agent != null) {
            job.agent.outstanding++;
        }
        if (job.taskId.isEmpty()) {
            job.worker.work.calls.put(job.callId, job);
        } else {
            job.worker.work.tasks.put(job.taskId, job);
        }
    }

    static void remove(Job job) {
        job.caller.work.asked.remove(job.requestId, job);
        Job owner = job.lineage.owner();
        if (owner != null) {
            owner.children.remove(job);
        }
        if (job.terms.toolCallId() != null) {
            job.caller.work.streams.remove(job.terms.toolCallId(), job);
        }
        if (job.agent != null) {
            job.agent.outstanding--;
        }
        job.worker.work.tasks.remove(job.taskId);
        job.worker.work.calls.remove(job.callId, job);
    }

    int askedCount() {
        return asked.size();
    }

    @Nullable
    Job asked(long requestId) {
        return asked.get(requestId);
    }

    @Nullable
    Job stream(String toolCallId) {
        return streams.get(toolCallId);
    }

    @Nullable
    Job task(String taskId) {
        return tasks.get(taskId);
    }

    @Nullable
    Job call(long callId) {
        return calls.get(callId);
    }

    int taskCount() {
        return tasks.size();
    }

    /** What it works on under an id as it knows it: a task's, or that of the push of a tool call. */
    @Nullable
    Job job(String id) {
        Job task = tasks.get(id);
        if (task != null || !id.matches("[0-9]{1,10}")) {
            return task;
        }
        return calls.get(Long.parseLong(id));
    }

    @Nullable
    Job newestTask() {
        Job newest = null;
        for (Job job : tasks.isEmpty() ? calls.values() : tasks.values()) {
            newest = job.agent == null ? newest : job;
        }
        return newest;
    }

    @Nullable
    Job oldestTask() {
        return tasks.isEmpty() ? null : tasks.values().iterator().next();
    }

    List<Job> toAnswer() {
        List<Job> all = new ArrayList<>(tasks.values());
        all.addAll(calls.values());
        return all;
    }

    List<Job> waitingFor() {
        return new ArrayList<>(asked.values());
    }
}
