package dev.taskrunner.llm.loop;

/**
 * What a {@link ModelLoop} may use up at most. Time is bounded by the context's deadline. Immutable.
 *
 * @param maxToolRounds how many answers of the model may ask for tools; 0 or more
 * @param maxModelCalls how many requests the model gets in all, repairs included; at least 1
 * @param maxTokens how many tokens, in and out, may be used before the next request is refused; more than 0
 * @param maxCallsPerRound how many tools of one round run, all at once; what the model asks for beyond is refused to it
 * @param maxRepairs how often an answer that will not do is sent back; 0 or more
 * @param maxStragglers how many calls that were given up may go on, since they ignore interrupts, over all loops of one model,
 *     before nothing more is begun; at least 1
 */
public record LoopLimits(
        int maxToolRounds, int maxModelCalls, long maxTokens, int maxCallsPerRound, int maxRepairs, int maxStragglers) {
    /** 16 rounds of at most 16 tools, 32 requests, two repairs, any number of tokens; 128 stragglers. */
    public static final LoopLimits DEFAULT = new LoopLimits(16, 32, Long.MAX_VALUE, 16, 2, 128);

    /**
     * Checks the numbers.
     *
     * @param maxToolRounds 0 or more
     * @param maxModelCalls at least 1
     * @param maxTokens more than 0
     * @param maxCallsPerRound at least 1
     * @param maxRepairs 0 or more
     * @param maxStragglers at least 1
     */
    public LoopLimits {
        atLeast(0, "maxToolRounds", maxToolRounds);
        atLeast(1, "maxModelCalls", maxModelCalls);
        atLeast(1, "maxTokens", maxTokens);
        atLeast(1, "maxCallsPerRound", maxCallsPerRound);
        atLeast(0, "maxRepairs", maxRepairs);
        atLeast(1, "maxStragglers", maxStragglers);
    }

    private static void atLeast(long least, String name, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
        }
    }

    /**
     * Changes how many answers may ask for tools.
     *
     * @param value 0 or more
     * @return a changed copy
     */
    public LoopLimits withMaxToolRounds(int value) {
        return new LoopLimits(value, maxModelCalls, maxTokens, maxCallsPerRound, maxRepairs, maxStragglers);
    }

    /**
     * Changes how many requests the model gets.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public LoopLimits withMaxModelCalls(int value) {
        return new LoopLimits(maxToolRounds, value, maxTokens, maxCallsPerRound, maxRepairs, maxStragglers);
    }

    /**
     * Changes how many tokens may be used.
     *
     * @param value more than 0
     * @return a changed copy
     */
    public LoopLimits withMaxTokens(long value) {
        return new LoopLimits(maxToolRounds, maxModelCalls, value, maxCallsPerRound, maxRepairs, maxStragglers);
    }

    /**
     * Changes how many tools run at once.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public LoopLimits withMaxCallsPerRound(int value) {
        return new LoopLimits(maxToolRounds, maxModelCalls, maxTokens, value, maxRepairs, maxStragglers);
    }

    /**
     * Changes how many calls may go on that were given up.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public LoopLimits withMaxStragglers(int value) {
        return new LoopLimits(maxToolRounds, maxModelCalls, maxTokens, maxCallsPerRound, maxRepairs, value);
    }
}
