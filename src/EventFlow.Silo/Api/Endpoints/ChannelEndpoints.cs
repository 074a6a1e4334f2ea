using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Channels, through which people are told.</summary>
internal static class ChannelEndpoints
{
    private const string Example = """{"id":"ops-webhook","kind":"webhook","minSeverity":"warning","settings":{"url":"https://example.org/hook"}}""";

    public static void MapChannels(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/channels").WithTags("Channels");
        group.MapGet("", List)
            .Describe("listChannels", "All channels and how they do", "Who may not operate sees only scheme and host of an address.")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/kinds", Kinds)
            .Describe("listChannelKinds", "The kinds of channel there are, with their settings")
            .Query(Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapPost("", Create)
            .Describe("createChannel", "Creates a channel")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 409, 422);
        group.MapPut("/{id}", Put)
            .Describe("putChannel", "Creates or changes a channel", "A secret given as `***` keeps its value, unless the address changes: then it must be given again.")
            .BodyExample(Example).Demand(AccessPolicies.Operate).Fails(400, 409, 422);
        group.MapDelete("/{id}", Delete)
            .Describe("deleteChannel", "Deletes a channel made through the API")
            .Demand(AccessPolicies.Operate).Fails(404, 409);
        group.MapPost("/preview", Preview)
            .Describe("previewMessage", "Words a message without sending it", "Templates are given as the settings `template_title` and `template_text`; a template that fails is named in `fault`, and the built-in text stands in its place.")
            .BodyExample("""{"kind":"slack","settings":{"template_title":"{{ .Status | toUpper }} {{ .GroupLabels.service }}"}}""").Demand(AccessPolicies.Operate).Fails(400, 404, 422);
        group.MapPost("/{id}/check", Check)
            .Describe("checkChannel", "Asks the other side whether it is there, and sends nothing to people")
            .Demand(AccessPolicies.Operate).Fails(404);
        group.MapPost("/{id}/test", Test)
            .Describe("testChannel", "Sends a test message now and says what came of it")
            .Demand(AccessPolicies.Operate).Fails(404, 409, 422);
    }

    private static async Task<Results<Ok<Page<ChannelStatus>>, ProblemHttpResult>> List(QueryReader query, ClaimsPrincipal caller, IChannelService channels)
    {
        var (offset, limit) = (query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        var all = await channels.List();
        if (!caller.HasRole(Roles.Operator)) all = [.. all.Select(c => c with { Channel = Shortened(c.Channel, channels.Kinds) })];
        return TypedResults.Ok(Paging.Slice(all, offset, limit));
    }

    // The path of a webhook is often all that keeps strangers out.
    private static ChannelDefinition Shortened(ChannelDefinition channel, IReadOnlyList<ChannelKindDescription> kinds)
    {
        var settings = channel.Settings;
        foreach (var setting in kinds.FirstOrDefault(k => k.Kind == channel.Kind)?.Settings.Where(static s => s.Address) ?? [])
            if (settings[setting.Name] is { } address)
                settings = settings.With(setting.Name, Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "***");
        return channel with { Settings = settings };
    }

    private static Results<Ok<Page<ChannelKindDescription>>, ProblemHttpResult> Kinds(QueryReader query, IChannelService channels)
    {
        var (offset, limit) = (query.Read(Paging.Offset), query.Read(Paging.Limit));
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : TypedResults.Ok(Paging.Slice(channels.Kinds, offset, limit));
    }

    private static async Task<Results<Created<ChannelDefinition>, ProblemHttpResult>> Create(ChannelRequest request, ClaimsPrincipal caller, IChannelService channels)
    {
        var channel = request.ToChannel();
        if (!channel.IsDone) return ApiProblems.Of(channel);
        if ((await channels.List()).Any(c => c.Channel.Id == request.Id)) return ApiProblems.Conflict($"There is a channel '{request.Id}' already; PUT changes it.");
        var outcome = await channels.Put(channel.Value!, caller.Who());
        return outcome.IsDone ? TypedResults.Created($"/api/channels/{request.Id}", outcome.Value) : ApiProblems.Of(outcome);
    }

    private static async Task<Results<Ok<ChannelDefinition>, ProblemHttpResult>> Put(string id, ChannelRequest request, ClaimsPrincipal caller, IChannelService channels)
    {
        var channel = request.ToChannel(id);
        return (channel.IsDone ? await channels.Put(channel.Value!, caller.Who()) : channel).ToResult();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ClaimsPrincipal caller, IChannelService channels) =>
        (await channels.Delete(id, caller.Who())).ToEmptyResult();

    private static async Task<Results<Ok<MessagePreview>, ProblemHttpResult>> Preview(MessagePreviewRequest request, IChannelService channels) =>
        string.IsNullOrEmpty(request.Kind)
            ? ApiProblems.Invalid([new("kind", "missing", "one of the kinds that GET /api/channels/kinds lists")])
            : (await channels.Preview(request.Kind, request.Settings ?? LabelSet.Empty, request.Alert)).ToResult();

    private static async Task<Results<Ok<DeliveryAttempt>, ProblemHttpResult>> Check(string id, IChannelService channels) => (await channels.Check(id)).ToResult();

    private static async Task<Results<Ok<DeliveryAttempt>, ProblemHttpResult>> Test(string id, ClaimsPrincipal caller, IChannelService channels) =>
        (await channels.Test(id, caller.Who())).ToResult();
}
