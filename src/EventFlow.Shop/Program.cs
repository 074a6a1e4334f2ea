using EventFlow.Shop;

var command = new ShopCommand().Parse(args);
var code = await command.InvokeAsync();
return command.Errors.Count > 0 ? 2 : code;
