package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Groups what is done with runners. */
@Command(
        name = "agents",
        header = "List, describe and ask the runners of a room.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AgentsList.class, AgentsDescribe.class, AgentsAsk.class})
final class AgentsCommand {}
