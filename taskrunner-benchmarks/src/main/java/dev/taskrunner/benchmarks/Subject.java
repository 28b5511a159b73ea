package dev.taskrunner.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Something to measure: a server, a runner and a caller, each of which may have a process of its own. */
interface Subject {
    /** A server that runs, and where it is. */
    record Server(Endpoint endpoint, Running running) {}

    String name();

    Server startServer();

    Running startRunner(Endpoint endpoint);

    Caller startCaller(Endpoint endpoint);

    /** All subjects: the bases, each doing more than the one before, and the real thing last. */
    static List<Subject> all() {
        return List.of(
                new RelaySubject("raw", false, RelayWork.BYTES),
                new RelaySubject("packets", true, RelayWork.BYTES),
                new RelaySubject("least-ask", true, RelayWork.JSON),
                new RoomSubject());
    }

    static Subject named(String name) {
        return all().stream()
                .filter(subject -> subject.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no subject " + name + "; there are "
                        + Arrays.toString(all().stream().map(Subject::name).toArray())));
    }
}
