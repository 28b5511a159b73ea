package dev.taskrunner.chat;

import java.util.Locale;
import java.util.regex.Pattern;

/** Goes by names in the latest line. Stateless. */
final class NamedTurns implements TurnTaking {

    @Override
    public boolean isExpected(Situation situation) {
        String text = situation.lines().get(situation.lines().size() - 1).text().strip();
        if (names(text, situation.bot())) {
            return true;
        }
        return situation.people().stream().noneMatch(name -> beginsWith(text, name));
    }

    private static boolean names(String text, String name) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(lower(name)) + "(?![\\p{L}\\p{N}])")
                .matcher(lower(text))
                .find();
    }

    private static boolean beginsWith(String text, String name) {
        String start = "@?" + Pattern.quote(lower(name)) + "(?![\\p{L}\\p{N}])";
        return !name.isEmpty() && Pattern.compile(start).matcher(lower(text)).lookingAt();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
