using System.CommandLine;

namespace EventFlow.Cli.OnCall;

/// <summary><c>eventflow oncall</c>: who is on call, when, and exceptions.</summary>
internal sealed class OnCallCommand : Command
{
    public OnCallCommand(CommandContext context)
        : base("oncall", "Show who is on call and who comes next, and put somebody else on call for a while.")
    {
        Add(new OnCallListCommand(context));
        Add(new OnCallCalendarCommand(context));
        Add(new OnCallOverrideCommand(context));
    }
}
