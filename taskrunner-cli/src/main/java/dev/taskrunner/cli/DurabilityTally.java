package dev.taskrunner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What was promised and what came of it. Thread-safe: maps and counters do their own locking.
 *
 * <p>What was under way when the server was killed is in doubt: it may have happened or not. It is never held against the server,
 * but what was acknowledged is.
 */
final class DurabilityTally {
    private static final int MAX_COMPLAINTS = 20;

    final Set<Integer> sent = ConcurrentHashMap.newKeySet(); // acknowledged, to the queue of leases
    final Set<Integer> plainSent = ConcurrentHashMap.newKeySet(); // acknowledged, to the queue without
    final Map<Integer, Long> uploaded = new ConcurrentHashMap<>(); // acknowledged: the latest version by file
    final Map<Integer, Long> uploading = new ConcurrentHashMap<>(); // begun: the latest version by file
    final AtomicInteger uploads = new AtomicInteger(); // acknowledged
    final AtomicInteger filesChecked = new AtomicInteger();
    final AtomicInteger plainInDoubt = new AtomicInteger();
    final AtomicInteger redelivered = new AtomicInteger();
    private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>(); // the last one seen, by message
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> plainReceived = ConcurrentHashMap.newKeySet();
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    void complain(String what) {
        complaints.add(what);
    }

    /** A message came on a lease. */
    void delivered(int number, int attempt) {
        Integer before = attempts.put(number, attempt);
        if (acknowledged.contains(number)) {
            complain("message " + number + " came again after it was acknowledged");
        } else if (before != null && attempt <= before) {
            complain("message " + number + " came twice as attempt " + attempt + " after " + before);
        } else if (attempt > 1) {
            redelivered.incrementAndGet();
        }
    }

    void acknowledged(int number) {
        acknowledged.add(number);
    }

    /** A message came for good. */
    void received(int number) {
        if (!plainReceived.add(number)) {
            complain("message " + number + " came twice to a receiver that takes for good");
        }
    }

    /** How many messages wait, about. */
    int backlog() {
        return sent.size() + plainSent.size() - attempts.size() - plainReceived.size();
    }

    /** After the queues are empty: what is missing. */
    void settle() {
        Set<Integer> lost = new TreeSet<>(sent);
        lost.removeAll(attempts.keySet());
        lost.forEach(number -> complain("message " + number + " was acknowledged and never came"));
        if (plainMissing() > plainInDoubt.get()) {
            complain(plainMissing() + " messages that are taken for good never came, more than the " + plainInDoubt
                    + " that were on their way when the server was killed");
        }
    }

    private int plainMissing() {
        Set<Integer> missing = new TreeSet<>(plainSent);
        missing.removeAll(plainReceived);
        return missing.size();
    }

    boolean isClean() {
        return complaints.isEmpty();
    }

    Map<String, Object> report(int kills) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("kills", kills);
        report.put("sends_acknowledged", sent.size() + plainSent.size());
        report.put("receives", acknowledged.size() + plainReceived.size());
        report.put("redelivered_and_said_so", redelivered.get());
        report.put("taken_for_good_in_transit", plainMissing());
        report.put("uploads_acknowledged", uploads.get());
        report.put("files_checked", filesChecked.get());
        List<String> some = new ArrayList<>(new TreeSet<>(complaints));
        report.put("complaints", some.subList(0, Math.min(some.size(), MAX_COMPLAINTS)));
        report.put("ok", isClean());
        return report;
    }
}
