package dev.taskrunner;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an ask stands in a chain of asks: who asked whom, and how much more asking is allowed. Travels with nested asks;
 * the server enforces it.
 *
 * @param chain the names of the runners from the root down to the one that is working; empty for a first ask
 * @param callsLeft how many more asks the whole tree may make
 */
public record Delegation(List<String> chain, int callsLeft) {
    /** The calls that a tree of asks may make unless told otherwise. */
    public static final int DEFAULT_CALLS = 256;

    /** The envelope of an ask that no other ask caused. */
    public static final Delegation ROOT = new Delegation(List.of(), DEFAULT_CALLS);

    /**
     * Copies the chain.
     *
     * @param chain the names of the runners from the root down to the one that is working
     * @param callsLeft how many more asks the whole tree may make
     */
    public Delegation {
        chain = List.copyOf(chain);
    }

    /**
     * How deep this ask is nested.
     *
     * @return 0 for a first ask
     */
    public int depth() {
        return chain.size();
    }

    /**
     * The envelope that a runner works with.
     *
     * @param agent the runner's name
     * @return the chain with the name at its end, and one call less
     */
    public Delegation enter(String agent) {
        List<String> longer = new ArrayList<>(chain);
        longer.add(agent);
        return new Delegation(longer, callsLeft - 1);
    }
}
