package dev.taskrunner.langchain4j;

import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** Reactive Streams, such as Reactor's Flux. Touched only when they are on the class path. */
final class Reactive {
    private Reactive() {}

    static boolean isPublisher(Class<?> type) {
        return Publisher.class.isAssignableFrom(type);
    }

    static Flow.Publisher<?> flow(Object publisher) {
        return FlowAdapters.toFlowPublisher((Publisher<?>) publisher);
    }
}
