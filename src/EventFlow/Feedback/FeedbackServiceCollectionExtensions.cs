using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Feedback;

/// <summary>Registers feedback.</summary>
public static class FeedbackServiceCollectionExtensions
{
    /// <summary>Adds feedback. Needs rules and alerting beside it.</summary>
    public static IServiceCollection AddFeedback(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<FeedbackOptions, FeedbackOptionsValidator>().BindConfiguration("EventFlow:Feedback");
        services.TryAddSingleton<IFeedbackService, FeedbackService>();
        return services;
    }
}
