package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.CancelNotice;
import dev.taskrunner.protocol.CreditNotice;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.ProgressNotice;
import java.util.List;

/** Ours: cancels from callers, progress from workers, and how much of a stream either has read, all one-way. Stateless. */
final class NoticesRoute {
    private NoticesRoute() {}

    static void cancel(Request request) {
        CancelNotice notice = CancelNotice.read(request.json());
        if (notice.requestId() != null) {
            ErrorCode code = notice.error().code() == ErrorCode.TIMED_OUT ? ErrorCode.TIMED_OUT : ErrorCode.CANCELLED;
            ErrorInfo why = new ErrorInfo(notice.error().text(), code, List.of());
            request.room().jobs.cancel(request.from(), notice.requestId(), why);
        }
    }

    static void credit(Request request) {
        request.room().streams.credit(request.from(), CreditNotice.read(request.json()));
    }

    static void progress(Request request) {
        ProgressNotice notice = ProgressNotice.read(request.json());
        JobBoard jobs = request.room().jobs;
        if (notice.taskId() != null) {
            jobs.taskProgress(request.from(), notice);
        } else if (notice.callId() != null) {
            jobs.callProgress(request.from(), notice);
        }
    }
}
