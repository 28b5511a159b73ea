package dev.taskrunner.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** What is completed on the transport's thread, handed to users on another. */
final class Futures {
    private Futures() {}

    /** A future for users: decoded and completed on the executor; cancelling it cancels the source. */
    static <S, T> CompletableFuture<T> handOver(CompletableFuture<S> source, Function<S, T> decode, Executor executor) {
        CompletableFuture<T> target = new CompletableFuture<>();
        source.whenComplete((value, error) -> {
            Runnable settle = () -> settle(target, value, error, decode);
            hop(executor, settle);
        });
        target.whenComplete((value, error) -> {
            if (target.isCancelled()) {
                source.cancel(true);
            }
        });
        return target;
    }

    /** Runs something on the executor; here, when that takes no more. For what must not be lost. */
    static void hop(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private static <S, T> void settle(
            CompletableFuture<T> target,
            S value,
            @org.jspecify.annotations.Nullable Throwable error,
            Function<S, T> decode) {
        if (error != null) {
            target.completeExceptionally(
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error);
            return;
        }
        try {
            target.complete(decode.apply(value));
        } catch (RuntimeException e) {
            target.completeExceptionally(e);
        }
    }
}
