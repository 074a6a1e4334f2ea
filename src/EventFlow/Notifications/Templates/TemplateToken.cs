namespace EventFlow.Notifications.Templates;

/// <summary>A part of a template: text as it stands, or what stands between <c>{{</c> and <c>}}</c>.</summary>
internal readonly record struct TemplateToken(bool IsAction, string Text, int Line);
