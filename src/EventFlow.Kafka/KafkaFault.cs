using Confluent.Kafka;

namespace EventFlow.Kafka;

/// <summary>An error of Kafka in one line, with the remedy.</summary>
internal static class KafkaFault
{
    public static string Explain(Error error) => error.Code switch
    {
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport or ErrorCode.BrokerNotAvailable => "no broker answers where EventFlow:Kafka:BootstrapServers points; start them, or correct it",
        ErrorCode.Local_Resolve => "a host of EventFlow:Kafka:BootstrapServers, or one that the brokers advertise, is not known; correct it, or the name service",
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut => "the brokers did not answer in time; see whether they are overloaded or too few replicas are in sync",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => "the brokers refuse the credentials; correct EventFlow:Kafka:Username and Password, or the token's permissions",
        ErrorCode.Local_Ssl => "the brokers' certificate is not accepted; renew it, or name its issuer by EventFlow:Kafka:CaFile",
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => "a topic or partition is missing; create the topics, or set EventFlow:Kafka:CreateTopics",
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.GroupAuthorizationFailed => "the user may not do this; grant read and write on the topics, and on the consumer group",
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => "too few replicas are in sync (min.insync.replicas); bring back the brokers that are away",
        ErrorCode.MsgSizeTooLarge => "a batch is larger than the brokers take; raise message.max.bytes, or lower EventFlow:Kafka:MaxBatchBytes",
        _ => $"{error.Code}",
    };
}
