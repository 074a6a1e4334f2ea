namespace EventFlow.Tests.Hosting;

/// <summary>A grain factory that a test writes itself. On Orleans there are further members, which EventFlow does not use.</summary>
public abstract class FakeGrainFactory : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => (TGrainInterface)GetGrain(typeof(TGrainInterface), primaryKey);

    public abstract IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);
}
