using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace EventFlow.Silo;

/// <summary>Keeps the keys of sessions in PostgreSQL, one ring for all silos of a service. Thread safe.</summary>
internal sealed class PostgresKeyRepository(NpgsqlDataSource source, string serviceId) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand("SELECT xml FROM eventflow_web_key WHERE service_id = $1 ORDER BY created_at");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = serviceId });
        using var rows = command.ExecuteReader();
        var keys = new List<XElement>();
        while (rows.Read()) keys.Add(XElement.Parse(rows.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand("INSERT INTO eventflow_web_key (service_id, name, xml) VALUES ($1, $2, $3) ON CONFLICT (service_id, name) DO UPDATE SET xml = excluded.xml");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = serviceId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
