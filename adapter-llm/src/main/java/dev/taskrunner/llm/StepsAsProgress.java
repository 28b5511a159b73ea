package dev.taskrunner.llm;

import dev.langchain4j.data.message.ChatMessage;
import dev.taskrunner.CallContext;
import dev.taskrunner.Progress;
import dev.taskrunner.llm.loop.LoopListener;
import java.util.List;
import java.util.Map;

/** Tells whoever asked of each step. Names of tools go out, never arguments or answers. */
abstract class StepsAsProgress implements LoopListener {
    private final CallContext context;

    StepsAsProgress(CallContext context) {
        this.context = context;
    }

    abstract List<ChatMessage> lastLook(List<ChatMessage> messages);

    @Override
    public List<ChatMessage> beforeModelCall(int call, List<ChatMessage> messages) {
        context.progress(call == 1 ? "asking the model" : "asking the model again (" + call + ")");
        return lastLook(messages);
    }

    @Override
    public void onText(String delta) {
        context.progress(new Progress(null, null, Map.of("delta", delta)));
    }

    @Override
    public void onToolCall(String tool) {
        context.progress("calling tool " + tool);
    }

    @Override
    public void onToolResult(String tool, boolean failed) {
        context.progress("tool " + tool + (failed ? " failed" : " answered"));
    }

    @Override
    public void onRepair(int number) {
        context.progress("the answer does not match, repair " + number);
    }
}
