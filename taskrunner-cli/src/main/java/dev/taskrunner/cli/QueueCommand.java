package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Groups what is done with queues. */
@Command(
        name = "queue",
        header = "Send to the queues of a room, receive from them, list and drain them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {QueueSend.class, QueueReceive.class, QueueList.class, QueueDrain.class})
final class QueueCommand {}
