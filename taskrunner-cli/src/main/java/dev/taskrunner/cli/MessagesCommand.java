package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Groups what is done with messages. */
@Command(
        name = "messages",
        header = "Send messages to participants of a room, and watch them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MessagesSend.class, MessagesBroadcast.class, MessagesWatch.class})
final class MessagesCommand {}
