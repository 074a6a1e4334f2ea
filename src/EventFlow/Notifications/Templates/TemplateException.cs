namespace EventFlow.Notifications.Templates;

/// <summary>A template cannot be read or worded; the message says where and why.</summary>
internal sealed class TemplateException(string message) : Exception(message);
