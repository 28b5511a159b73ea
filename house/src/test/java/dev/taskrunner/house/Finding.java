package dev.taskrunner.house;

/** One breach of a budget, at a place that an editor can jump to. */
record Finding(String rule, String path, long line, String member, String message) {

    @Override
    public String toString() {
        return path + ":" + line + ": [" + rule + "] " + (member.isEmpty() ? "" : member + ": ") + message;
    }
}
