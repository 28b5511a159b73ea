package dev.taskrunner.room;

/**
 * Somebody in the room needs a secret of this participant.
 *
 * @param url what it is for
 * @param type what kind of secret it is
 * @param delegated whether the one that asks may keep it, to use it again without asking
 */
public record SecretPrompt(String url, String type, boolean delegated) {

    /** Decides on prompts, perhaps by asking a person. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Gives the secret or refuses. May block; runs on the room's executor.
         *
         * @param prompt what is needed
         * @return the secret; only the participant that asked gets it
         * @throws Exception to refuse; its message is shown to the participant that asked
         */
        byte[] provide(SecretPrompt prompt) throws Exception;
    }
}
